import 'reflect-metadata';
import { createOperations, startWorker } from './application';
import { boot } from './boot';
import { giveWay, runProcess } from './process';

void runProcess(async () => {
  giveWay();
  const { config, logger, container, close } = await boot({ role: 'WORKER' });
  const { host, workerPort } = config.http;
  // Before the first job begins: a port that is taken ends the process with nothing under way.
  const operations = workerPort === undefined ? undefined : await createOperations(container, config, logger);
  if (operations && workerPort !== undefined) logger.info(await operations.listen(host, workerPort), 'listening');
  const stop = await startWorker(container, config, logger);
  logger.info({ everyMinutes: config.sync.everyMinutes, timeZone: config.sync.timeZone }, 'working');
  return async () => {
    await stop();
    await operations?.close();
    await close();
  };
});
