package io.github.procesy.bench.row;

import java.util.List;

import io.github.procesy.bench.contender.Contender;
import io.github.procesy.bench.measure.Row;
import io.github.procesy.bench.measure.Rule;

/** A row about shared memory or locks, which are described alike. */
record SharedRow(String id, String title, String unit, List<Rule> rules,
        List<Contender> contenders) implements Row {
}
