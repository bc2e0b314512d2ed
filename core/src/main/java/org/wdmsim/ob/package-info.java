/** Names: the object manager's namespace with its symbolic links. Reference counts live with the objects they keep. */
package org.wdmsim.ob;
