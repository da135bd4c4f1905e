package io.github.procesy.segment;

import java.io.IOException;

/** Makes the files in which segments lie. */
interface SegmentStore {
    /**
     * Makes a file and reserves all of it, so that no access to it can fail.
     *
     * @param name tells it from the others of this store
     * @param fileBytes the size of the file
     * @throws IOException if there is no room, or too many files are open
     */
    File create(String name, long fileBytes) throws IOException;

    /** A file of a segment. */
    interface File {
        /** The path by which all processes of the tree can open it. */
        String path();

        /** Called once the trailer is written: nobody changes the size from here on. */
        void seal();

        /** Takes the file away; who has it mapped keeps it. */
        void delete();
    }
}
