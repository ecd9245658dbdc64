import { createApi, startWorker, type Explorers } from '../application';
import type { Booted } from '../boot';
import type { Config } from '../config';
import { OperatorError } from '../process';

/** API and worker in this process, listening. */
export interface OneProcess {
  /** Where the API is, without a path. */
  url: string;
  stop(): Promise<void>;
}

/** Starts what `main` and `worker` are in production, in one process: for development and the demo. */
export async function startInOneProcess(portal: Booted, explorers: Explorers | undefined): Promise<OneProcess> {
  const { config, container, logger } = portal;
  const api = await createApi(container, config, logger, explorers);
  const { port } = await api.listen(config.http.host, config.http.port).catch(async (error: unknown) => {
    await portal.close();
    throw inWords(error, config);
  });
  const stopWorker = await startWorker(container, config, logger);
  const stop = async (): Promise<void> => {
    await api.close();
    await stopWorker();
    await portal.close();
  };
  return { url: `http://${config.http.host}:${port}`, stop };
}

function inWords(error: unknown, config: Config): unknown {
  if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') return error;
  return new OperatorError(
    `Port ${config.http.port} on ${config.http.host} is taken by another program. Set PORTAL_PORT to a free one, for example PORTAL_PORT=4001.`,
  );
}
