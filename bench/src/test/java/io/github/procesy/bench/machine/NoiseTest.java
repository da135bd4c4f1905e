package io.github.procesy.bench.machine;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class NoiseTest {
    @Test
    void aQuietMachineIsFitToJudge() {
        assertThat(new Noise(1.1, 0.05, 0.01).isTooMuch()).isFalse();
    }

    @Test
    void everyLimitThatIsPassedIsSaid() {
        Noise noise = new Noise(1.5, 0.62, 0.06);

        assertThat(noise.isTooMuch()).isTrue();
        assertThat(noise.reasons()).containsExactly(
                "spread of a fixed calculation 1.50 (limit 1.25)",
                "other programs 62 % (limit 10 %)", "taken by the host 6 % (limit 5 %)");
    }

    @Test
    void theSpreadLeavesOutOneOfTenOnEachSide() {
        long[] times = {1, 20, 20, 20, 20, 20, 20, 20, 25, 1000};

        assertThat(Calibration.spread(times)).isEqualTo(1.25);
        assertThat(Calibration.spread(new long[0])).isEqualTo(1);
    }

    @Test
    void whatOthersUseIsWhatIsLeftOfTheBusyTime() {
        CpuTimes before = new CpuTimes(10_000, 4_000, 100, 1_000);
        CpuTimes after = new CpuTimes(20_000, 9_000, 600, 4_000);

        assertThat(after.othersSince(before)).isEqualTo(0.2);
        assertThat(after.stolenSince(before)).isEqualTo(0.05);
        assertThat(after.othersSince(after)).isZero();
    }
}
