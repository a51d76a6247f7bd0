import { Client, Connection } from '@temporalio/client';
import nodemailer from 'nodemailer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { servers } from './environment.ts';
import { type MailServer, startMailServer } from './mail.ts';
import { createTestDatabase } from './postgres.ts';
import { runSql } from './sql.ts';

const tables = `select count(*)::int as count from information_schema.tables where table_schema = 'public'`;

test('each test file gets a migrated database that no other sees', async () => {
  const [one, other] = [await createTestDatabase(), await createTestDatabase()];
  await runSql(one.url, 'create table only_here ()');
  const [inOne] = await runSql<{ count: number }>(one.url, tables);
  const [inOther] = await runSql<{ count: number }>(other.url, tables);
  expect(inOther?.count).toBeGreaterThan(3);
  expect(inOne?.count).toBe((inOther?.count ?? 0) + 1);
  await Promise.all([one.drop(), other.drop()]);
});

test('Temporal answers and knows the attributes by which a case is found', async () => {
  const { temporal } = servers();
  const connection = await Connection.connect({ address: temporal.address });
  const client = new Client({ connection, namespace: temporal.namespace });
  const { customAttributes } = await connection.operatorService.listSearchAttributes({
    namespace: 'default',
  });
  expect(Object.keys(customAttributes)).toEqual(
    expect.arrayContaining(['ApplicationNumber', 'InsuredCode', 'Stage', 'DueAt']),
  );
  expect((await client.workflow.count(`ApplicationNumber = 'none'`)).count).toBe(0);
  await connection.close();
});

describe('the mail server', () => {
  let server: MailServer;
  beforeAll(async () => {
    server = await startMailServer();
  });
  afterAll(() => server.close());

  const send = async (to: string) => {
    const transport = nodemailer.createTransport({
      host: '127.0.0.1',
      port: Number(new URL(server.url).port),
      socketTimeout: 1_000,
    });
    const mail = {
      from: 'web_info@madoguchi.example',
      to,
      subject: '受付のお知らせ',
      text: '申込番号です。',
      messageId: '<1@example>',
    };
    return transport.sendMail(mail).finally(() => transport.close());
  };

  test('takes a mail and shows it decoded', async () => {
    await send('taken@example.com');
    const mail = await server.waitForMail('taken@example.com', { subject: '受付' });
    expect(mail).toMatchObject({
      to: ['taken@example.com'],
      from: 'web_info@madoguchi.example',
      subject: '受付のお知らせ',
      messageId: '1@example',
    });
    expect(mail.text.trim()).toBe('申込番号です。');
  });

  test('refuses with the code that it was told', async () => {
    server.behave({ kind: 'refuse', code: 450 });
    await expect(send('refused@example.com')).rejects.toMatchObject({ responseCode: 450 });
    expect(server.to('refused@example.com')).toEqual([]);
  });

  test('can take a mail without saying so', async () => {
    server.behave({ kind: 'acceptThenDrop' });
    await expect(send('dropped@example.com')).rejects.toThrow();
    expect(server.to('dropped@example.com')).toHaveLength(1);
  });

  test('can fall silent', async () => {
    server.behave({ kind: 'hang' });
    await expect(send('silent@example.com')).rejects.toThrow();
    expect(server.to('silent@example.com')).toEqual([]);
  });
});
