import { Connection } from '@temporalio/client';
import { expect, test } from 'vitest';
import { startPrivatePostgres } from '../support/postgres.ts';
import { runSql } from '../support/sql.ts';
import { startPrivateTemporal } from '../support/temporal.ts';

test('a Postgres that is killed and started again has kept what it acknowledged', async () => {
  const server = await startPrivatePostgres();
  await runSql(server.url, 'create table kept as select 1 as value');
  await server.kill();
  await expect(runSql(server.url, 'select 1')).rejects.toThrow();
  await server.start();
  expect(await runSql(server.url, 'select value from kept')).toEqual([{ value: 1 }]);
  await server.remove();
});

test('a Temporal that is killed comes back at the same address', async () => {
  const server = await startPrivateTemporal();
  await server.kill();
  await expect(Connection.connect({ address: server.address, connectTimeout: 500 })).rejects.toThrow();
  await server.start();
  const connection = await Connection.connect({ address: server.address });
  await connection.close();
  await server.remove();
});
