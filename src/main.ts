import 'reflect-metadata';
import { createApi, plainExplorers } from './application';
import { boot } from './boot';
import { runProcess } from './process';

void runProcess(async () => {
  const { config, logger, container, close } = await boot({ role: 'API' });
  const api = await createApi(container, config, logger, plainExplorers(config));
  const { address, port } = await api.listen(config.http.host, config.http.port);
  logger.info({ address, port }, 'listening');
  return async () => {
    await api.close();
    await close();
  };
});
