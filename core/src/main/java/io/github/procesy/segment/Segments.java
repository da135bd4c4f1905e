package io.github.procesy.segment;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The segments that this process, and what it started, needs. Each process counts for itself: how
 * many mappings it has of a segment, and how often it granted the segment to its children. When it
 * comes to none, it tells its keeper; so the root learns, along the tree, when a segment has no user,
 * and the end of a process is the end of all that it and its descendants needed.
 */
public final class Segments {
    private static final Map<Long, Use> USES = new HashMap<>();
    private static @Nullable Keeper keeper;

    private Segments() {}

    /** How a segment is used here. */
    private static final class Use {
        private int users;
        /** How often the keeper granted it to this process. */
        private int grants;
    }

    /**
     * Names the keeper, in a process that is not the root; before any segment is opened.
     *
     * @param parent the way to it
     */
    public static synchronized void setKeeper(Keeper parent) {
        keeper = parent;
    }

    /** In the root it is made when the first segment is. */
    private static synchronized Keeper keeper() {
        if (keeper == null) {
            keeper = new RootKeeper();
        }
        return keeper;
    }

    /**
     * Makes a segment.
     *
     * @param bytes its size for the user
     * @return its mapping
     * @throws IOException if it cannot be made; the message is for the user
     */
    public static Mapping create(long bytes) throws IOException {
        return openGranted(createGranted(bytes));
    }

    /**
     * Makes a segment that other programs can find by its name, see {@link NamedSegments}; in the root alone,
     * and one of a name.
     *
     * @param name its name
     * @param bytes its size for the user
     * @return its mapping
     * @throws IOException if it cannot be made; the message is for the user
     */
    public static Mapping createNamed(String name, long bytes) throws IOException {
        if (!(keeper() instanceof RootKeeper root)) {
            throw new IllegalStateException("this process is not the root of its tree");
        }
        SegmentHandle handle = root.createNamed(name, bytes);
        addUser(handle.id(), 1);
        return openGranted(handle);
    }

    /**
     * Makes a token, see {@link Keeper#createToken}.
     *
     * @param other the id of a segment that this process has
     * @param at where in it an int is set to 1 when the token has no user any more
     * @return its mapping
     * @throws IOException if it cannot be made; the message is for the user
     */
    public static Mapping createToken(long other, long at) throws IOException {
        return openGranted(createGrantedToken(other, at));
    }

    static SegmentHandle createGrantedToken(long other, long at) throws IOException {
        SegmentHandle handle = keeper().createToken(other, at);
        addUser(handle.id(), 1);
        return handle;
    }

    /**
     * Has something done in the root when a token has lost its last user, and that was said where it is to be.
     *
     * @param action what to do
     */
    public static void onTokenEnd(Runnable action) {
        if (keeper() instanceof RootKeeper root) {
            root.onTokenEnd(action);
        }
    }

    /** Makes a segment that has one user: who calls. */
    static SegmentHandle createGranted(long bytes) throws IOException {
        SegmentHandle handle = keeper().create(bytes);
        addUser(handle.id(), 1);
        return handle;
    }

    /**
     * Opens a segment whose handle another process of the tree sent.
     *
     * @param handle the handle
     * @return its mapping
     * @throws IOException if it is not there; the message is for the user
     */
    public static Mapping open(SegmentHandle handle) throws IOException {
        addUser(handle.id(), 1);
        return openGranted(handle);
    }

    /**
     * Opens a segment once more that this process has open.
     *
     * @param mapping a mapping of it, which is open
     * @return another one
     * @throws IOException if it cannot be opened
     */
    public static Mapping openAgain(Mapping mapping) throws IOException {
        addUser(mapping.handle().id(), 0);
        return openGranted(mapping.handle());
    }

    private static Mapping openGranted(SegmentHandle handle) throws IOException {
        try {
            return Mapping.open(handle);
        } catch (IOException | RuntimeException | Error e) {
            removeUser(handle.id());
            throw e;
        }
    }

    /**
     * Registers a user.
     *
     * @param grants how often the keeper granted it for that; a child of this process uses what this
     *        process was granted
     */
    static synchronized void addUser(long id, int grants) {
        Use use = USES.computeIfAbsent(id, key -> new Use());
        use.users++;
        use.grants += grants;
    }

    /**
     * Has the root keep segments for something that lies in another segment, an item of a queue for instance, until the hold is
     * given back, or that segment has no user any more.
     *
     * @param owner the id of that segment
     * @param ids the segments; this process has them
     * @return the hold
     * @throws IOException if the parent is gone
     */
    public static long hold(long owner, List<Long> ids) throws IOException {
        return keeper().hold(owner, ids);
    }

    /**
     * Gets this process the right to open the segments of a hold, each once.
     *
     * @param hold the hold
     * @return to be run when they were opened; the hold may be given back before
     * @throws IOException if the parent is gone, or the hold was given back
     */
    public static Runnable adopt(long hold) throws IOException {
        Keeper from = keeper();
        List<Long> ids = from.adopt(hold);
        if (!(from instanceof RootKeeper)) {
            return () -> { // the parent has granted them
            };
        }
        ids.forEach(id -> addUser(id, 0));
        return () -> ids.forEach(Segments::removeUser);
    }

    /** The same for a child of this process, which is registered as a user of them. */
    static List<Long> adoptForChild(long hold) throws IOException {
        List<Long> ids = keeper().adopt(hold);
        ids.forEach(id -> addUser(id, 1));
        return ids;
    }

    /**
     * Gives a hold back; one that was given back already is none.
     *
     * @param hold the hold
     */
    public static void giveBack(long hold) {
        keeper().giveBack(hold);
    }

    static void removeUser(long id) {
        Use ended;
        Keeper told;
        synchronized (Segments.class) {
            Use use = USES.get(id);
            if (use == null) {
                return;
            }
            use.users--;
            if (use.users > 0) {
                return;
            }
            USES.remove(id);
            ended = use;
            told = keeper();
        }
        told.release(id, ended.grants);
    }
}
