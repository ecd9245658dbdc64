import 'reflect-metadata';
import { createDataSource } from './src/persistence/data-source';

/** The data source for the TypeORM command line: `PORTAL_DATABASE_URL` names the database. */
export const dataSource = createDataSource(process.env['PORTAL_DATABASE_URL'] ?? 'mariadb://root@127.0.0.1:3306/portal');
