package io.github.procesy.item;

/** What a record of a ring is. From 128 on it is a value of at most four bytes, and part of the record's word. */
final class Kind {
    static final int LONG = 1;
    static final int DOUBLE = 2;
    static final int LATIN1 = 3;
    static final int UTF16 = 4;
    /** Arrays of primitives. */
    static final int BYTES = 5;
    static final int SHORTS = 6;
    static final int CHARS = 7;
    static final int INTS = 8;
    static final int LONGS = 9;
    static final int FLOATS = 10;
    static final int DOUBLES = 11;
    static final int BOOLEANS = 12;
    /** A record of the fast types: the name of its class, and its components. */
    static final int RECORD = 13;
    /** A stream of Java serialization. */
    static final int OBJECT = 14;
    /** What a codec of the user wrote. */
    static final int CUSTOM = 15;

    static final int INT = 0x80;
    static final int SHORT = 0x81;
    static final int BYTE = 0x82;
    static final int CHAR = 0x83;
    static final int BOOLEAN = 0x84;
    static final int FLOAT = 0x85;

    private Kind() {}
}
