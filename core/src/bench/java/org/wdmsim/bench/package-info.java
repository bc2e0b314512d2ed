/** What a live machine costs, beside what others cost. Not part of the build: see docs/performance.md. */
package org.wdmsim.bench;
