import 'reflect-metadata';
import { AuditLog } from '../../src/domain/audit/audit-log';
import { KeyRotation } from '../../src/domain/bank-accounts/key-rotation';
import { systemActor } from '../../src/kernel/actor';
import { systemClock } from '../../src/kernel/clock';
import { Keyring } from '../../src/kernel/keyring';
import { Database } from '../../src/persistence/database';
import { AuditRepository } from '../../src/persistence/repositories/audit.repository';
import { SealedValueRepository } from '../../src/persistence/repositories/sealed-value.repository';

/** An operator's process that rotates keys and tells each step: `node rotation-child.ts <database> <id:base64,…>`. To be killed. */
async function main([databaseUrl = '', given = '']: string[]): Promise<void> {
  const database = new Database({ url: databaseUrl, poolSize: 2 });
  const keys = given.split(',').map((entry) => {
    const [id = '', key = ''] = entry.split(':');
    return { id, key: Buffer.from(key, 'base64') };
  });
  const audit = new AuditLog(new AuditRepository(database), systemClock);
  const rotation = new KeyRotation(database, new SealedValueRepository(database), new Keyring(keys), audit);
  await rotation.rotate(systemActor('a test'), (progress) => void process.stdout.write(`${JSON.stringify(progress)}\n`));
  await database.close();
}

void main(process.argv.slice(2));
