import { createSchema, dropSchema } from '../../src/dev/local-database';
import { createDataSource } from '../../src/persistence/data-source';
import { openTestDatabase, testSchemaName } from '../support/test-database';

describe('the migrations', () => {
  it('go up, down to nothing and up again, and end where the entities are', async () => {
    const test = await openTestDatabase();
    const name = testSchemaName('portal_migration');
    await dropSchema(test.url, name);
    const dataSource = await createDataSource(await createSchema(test.url, name), 2).initialize();
    const tables = async () => (await dataSource.query<object[]>('SHOW TABLES')).length;
    const drift = async () => (await dataSource.driver.createSchemaBuilder().log()).upQueries.map(({ query }) => query);
    try {
      const ran = await dataSource.runMigrations({ transaction: 'each' });
      expect(await drift()).toEqual([]);
      for (let undone = 0; undone < ran.length; undone += 1) await dataSource.undoLastMigration({ transaction: 'each' });
      expect(await tables()).toBe(1);
      await dataSource.runMigrations({ transaction: 'each' });
      expect(await drift()).toEqual([]);
      expect(await tables()).toBe(dataSource.entityMetadatas.length + 1);
    } finally {
      await dataSource.destroy();
      await dropSchema(test.url, name);
      await test.close();
    }
  });
});
