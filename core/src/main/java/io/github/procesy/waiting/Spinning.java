package io.github.procesy.waiting;

import java.util.function.BooleanSupplier;

import io.github.procesy.os.Cores;

/**
 * Waits for something for some microseconds before the thread goes to sleep: to wake a sleeping one takes some
 * ten, where a core has to be woken too. How long is learnt: twice as long as it took when it came while threads of this
 * process spun, and hardly at all where it does not come in time, because it takes longer or because no core is to
 * spare. Now and then a thread spins to the end, to find out; the more rarely, the longer that was in vain.
 */
public final class Spinning {
    private static final boolean CORES = Cores.areSeveral();
    private static final int MIN_SPINS = 60;
    private static final int FIRST_SPINS = 1000;
    /** About 80 microseconds: a thread that sleeps on a core that sleeps takes half of that to come. */
    private static final int MAX_SPINS = 4000;
    private static final int MIN_WAITS_TO_PROBE = 8;
    private static final int MAX_WAITS_TO_PROBE = 256;
    /** A wait in vain makes the next ones shorter by this part. */
    private static final int DECAY = 8;

    /** About a microsecond. */
    private static final int MAX_LINGER = 64;
    private static final int LINGERS_TO_PROBE = 32;

    /** Plain: a lost update costs nothing. */
    private int spins = FIRST_SPINS;
    private int waits;
    private int waitsToProbe = MIN_WAITS_TO_PROBE;
    private int linger;
    private int lingers;

    /** Nothing is learnt yet. */
    public Spinning() {}

    /** Whether it came while the thread spun. */
    public boolean until(BooleanSupplier came) {
        if (!CORES) {
            return false;
        }
        if (++waits < waitsToProbe) {
            return until(came, spins);
        }
        waits = 0;
        boolean has = until(came, MAX_SPINS);
        waitsToProbe = has
                ? MIN_WAITS_TO_PROBE
                : Math.min(2 * waitsToProbe, MAX_WAITS_TO_PROBE);
        return has;
    }

    /** The same for as long as at most, whatever was learnt. */
    public boolean toTheEnd(BooleanSupplier came) {
        return CORES && until(came, MAX_SPINS);
    }

    private boolean until(BooleanSupplier came, int limit) {
        for (int i = 0; i < limit; i++) {
            Thread.onSpinWait();
            if (came.getAsBoolean()) {
                spins = Math.max(spins, Math.min(2 * i + MIN_SPINS, MAX_SPINS));
                return true;
            }
        }
        spins -= (spins - MIN_SPINS) / DECAY;
        return false;
    }

    /**
     * After something has come, gives the other side a moment to bring more: two that hand over one thing at a time wait for each
     * other's cache lines, and take ten times as long for each as two that hand over many. Does so as long as it helps.
     *
     * @param isWorthIt whether more has come
     */
    public void linger(BooleanSupplier isWorthIt) {
        int pauses = linger;
        if (pauses == 0) {
            lingers++;
            if (lingers % LINGERS_TO_PROBE != 0) {
                return;
            }
            pauses = MAX_LINGER / 2;
        }
        for (int i = 0; i < pauses; i++) {
            Thread.onSpinWait();
        }
        linger = isWorthIt.getAsBoolean() ? Math.min(2 * pauses, MAX_LINGER) : 0;
    }
}
