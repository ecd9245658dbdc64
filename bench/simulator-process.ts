import { AspireSimulator } from '../src/simulator/aspire-simulator';
import { answerBench } from './bench-answer';

answerBench({
  start: (options: { contracts: number; token: string; asOf: string }) => new AspireSimulator(options).start(),
});
