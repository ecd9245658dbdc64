const { default: Sequencer } = require('@jest/test-sequencer');

/** Compares times that must be alike: nothing else may keep the machine busy meanwhile. */
const QUIET = 'identity-even.test.ts';

/** Puts the test that needs a quiet machine behind all others, when the other workers have nothing left to do. */
class QuietLastSequencer extends Sequencer {
  sort(tests) {
    const isQuiet = ({ path }) => path.endsWith(QUIET);
    const sorted = super.sort(tests);
    return [...sorted.filter((test) => !isQuiet(test)), ...sorted.filter(isQuiet)];
  }
}

module.exports = QuietLastSequencer;
