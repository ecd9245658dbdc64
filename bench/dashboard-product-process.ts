import 'reflect-metadata';
import { createApi } from '../src/application';
import { boot } from '../src/boot';
import { answerBench } from './bench-answer';

const statements: string[] = [];

/** The portal's API as `npm start` runs it. */
async function start(): Promise<{ port: number }> {
  const { config, logger, container } = await boot({ role: 'API' });
  container.database.observe((sql) => statements.push(sql));
  const api = await createApi(container, config, logger);
  return { port: (await api.listen('127.0.0.1', 0)).port };
}

answerBench({
  start,
  /** The statements since the last time of asking. */
  statements: () => statements.splice(0),
  cpu: () => process.cpuUsage(),
});
