import 'reflect-metadata';
import { startWorker } from './application';
import { boot } from './boot';
import { runProcess } from './process';

void runProcess(async () => {
  const { config, logger, container, close } = await boot();
  const stop = await startWorker(container, config, logger);
  logger.info({ everyMinutes: config.sync.everyMinutes, timeZone: config.sync.timeZone }, 'working');
  return async () => {
    await stop();
    await close();
  };
});
