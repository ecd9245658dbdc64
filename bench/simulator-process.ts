import { giveWay } from '../src/process';
import { AspireSimulator } from '../src/simulator/aspire-simulator';
import { answerBench } from './bench-answer';

// In operation it is another machine's work.
giveWay();

answerBench({
  start: (options: { contracts: number; token: string; asOf: string }) => new AspireSimulator(options).start(),
});
