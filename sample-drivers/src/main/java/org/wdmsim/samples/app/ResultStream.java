package org.wdmsim.samples.app;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;

/** A stream that remembers why it could not be written; print streams swallow it. */
final class ResultStream extends FilterOutputStream {
    private IOException failure;

    ResultStream(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int b) throws IOException {
        try {
            out.write(b);
        } catch (IOException refused) {
            throw remembered(refused);
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException refused) {
            throw remembered(refused);
        }
    }

    @Override
    public void flush() throws IOException {
        try {
            out.flush();
        } catch (IOException refused) {
            throw remembered(refused);
        }
    }

    private IOException remembered(IOException refused) {
        if (failure == null) {
            failure = refused;
        }
        return refused;
    }

    /** Why not all was written; null when it was, or when the reader wanted no more, as {@code head} does. */
    String failure() {
        String why = failure == null ? null : String.valueOf(failure.getMessage());
        return why == null || why.toLowerCase(Locale.ROOT).contains("pipe") ? null : why;
    }
}
