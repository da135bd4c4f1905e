package io.github.procesy.bench.row;

import java.util.List;

import io.github.procesy.bench.contender.Contender;
import io.github.procesy.bench.measure.Direction;
import io.github.procesy.bench.measure.Row;
import io.github.procesy.bench.measure.Rule;

/** A row about how much goes through a queue or a pipe. */
record RateRow(String id, String title, String unit, List<Rule> rules,
        List<Contender> contenders) implements Row {
    @Override
    public Direction direction() {
        return Direction.HIGHER;
    }
}
