package org.wdmsim.pnp.install;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * The characters of an INF file. The first rule that fits decides:
 *
 * <ol>
 *   <li>a byte order mark (FF FE, FE FF or EF BB BF) names the encoding: UTF-16 little endian, UTF-16 big endian, UTF-8
 *   <li>bytes that form valid UTF-8 throughout are UTF-8; plain ASCII is among them
 *   <li>anything else is ANSI, read with code page 1252
 * </ol>
 *
 * <p>Windows reads a file without a mark with the system's ANSI code page, or guesses UTF-16. We never guess UTF-16: such
 * a file is full of NUL characters and is refused with the advice to add the mark. An ANSI text that happens to be valid
 * UTF-8 is read as UTF-8, since in practice no sentence written in code page 1252 is.
 *
 * @differs the second rule; Windows has only the first and the last
 */
final class InfText {
    private static final Charset ANSI = Charset.forName("windows-1252");
    private static final char BYTE_ORDER_MARK = '\uFEFF';
    /** Ctrl+Z: where text files ended under MS-DOS; some tools still write it. */
    private static final char END_OF_FILE = '\u001A';

    private InfText() {}

    /**
     * Decodes a file, with line ends made uniform.
     *
     * @param fileName for the message of the exception
     * @param content the file's bytes
     * @return lines that end in {@code \n} alone, without byte order mark
     * @throws InfException when the bytes are not text
     */
    static String decode(String fileName, byte[] content) {
        String text = characters(content);
        if (!text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK) {
            text = text.substring(1);
        }
        int end = text.indexOf(END_OF_FILE);
        if (end >= 0 && text.substring(end + 1).isBlank()) {
            text = text.substring(0, end);
        }
        if (text.isBlank()) {
            throw new InfException(fileName, 0, "the file is empty", "an INF file with a [Version] section");
        }
        if (text.indexOf('\0') >= 0) {
            throw new InfException(
                    fileName,
                    0,
                    "the file is not text, it contains NUL characters",
                    "an INF file in UTF-8, in ANSI, or in UTF-16 with a byte order mark");
        }
        return text.replace("\r\n", "\n").replace('\r', '\n');
    }

    private static String characters(byte[] content) {
        if (startsWith(content, 0xFF, 0xFE)) {
            return new String(content, StandardCharsets.UTF_16LE);
        }
        if (startsWith(content, 0xFE, 0xFF)) {
            return new String(content, StandardCharsets.UTF_16BE);
        }
        try {
            // A fresh decoder reports malformed input, where the constructor of String would replace it.
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            return new String(content, ANSI);
        }
    }

    private static boolean startsWith(byte[] content, int first, int second) {
        return content.length >= 2 && (content[0] & 0xFF) == first && (content[1] & 0xFF) == second;
    }
}
