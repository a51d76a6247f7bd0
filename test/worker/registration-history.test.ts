import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { requestWorkflowStart } from '../../db/outbox.ts';
import { nextRegistrationNumber } from '../../db/registrations.ts';
import { credentials, mailLog, webUsers } from '../../db/schema/index.ts';
import { letters, registrationSteps, registrations } from '../../db/schema/registrations.ts';
import { parseInsuredPartyForm } from '../../domain/insured-party.ts';
import type { RegistrationCommand, RegistrationReason } from '../../domain/registration.ts';
import {
  decideRegistration,
  registrationStart,
  registrationWorkflowId,
} from '../../workflows/registration.ts';
import { recordHistory, textOf } from '../histories/record.ts';
import { headOfficeInput } from '../support/registration.ts';
import { type Service, startService } from './bench.ts';

let service: Service;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service?.end());

/** A registration as 確定する leaves it, with canaries wherever a person's data can stand. */
async function registered(email: string, existingCode?: string): Promise<string> {
  const { db } = service;
  const registrationNumber = await nextRegistrationNumber(db, new Date());
  const input = Object.fromEntries(
    Object.entries(headOfficeInput({ 'party.name': '金糸雀商会' })).map(([name, value]) => [
      name.replace('party.', ''),
      value,
    ]),
  );
  const parsed = parseInsuredPartyForm('headOffice', input);
  if ('errors' in parsed) throw new Error(JSON.stringify(parsed.errors));
  const dueAt = new Date(Date.now() + 5 * 86_400_000);
  await db.transaction(async (tx) => {
    await tx.insert(registrations).values({
      registrationNumber,
      kind: existingCode ? 'administratorOnly' : 'newInsuredParty',
      partyKind: 'headOffice',
      details: existingCode ? null : parsed.values,
      insuredCode: existingCode ?? null,
      administrator: {
        name: '金糸雀　歌',
        kana: 'カナリア　ウタ',
        department: '',
        title: '',
        phone: '03-0000-7777',
        fax: null,
        email,
      },
      termsVersion: '2026-11-01',
      termsAgreedAt: new Date(),
      address: '198.51.100.7',
      dueAt,
    });
    await requestWorkflowStart(tx, registrationStart({ registrationNumber, dueAt: dueAt.toISOString() }));
  });
  return registrationNumber;
}

const handleOf = (number: string) => service.client.workflow.getHandle(registrationWorkflowId(number));

async function ask(
  number: string,
  kind: RegistrationCommand['kind'],
  reason: { reasonCode?: RegistrationReason; reasonText?: string } = {},
) {
  const [step] = await service.db
    .insert(registrationSteps)
    .values({
      registrationNumber: number,
      kind,
      actorKind: 'staff',
      actorId: 'approver1',
      actorName: '金糸雀　審査',
      ...reason,
    })
    .returning();
  const stepId = step?.stepId ?? '';
  const command = { kind, actorId: 'approver1', stepId };
  await handleOf(number).executeUpdate(decideRegistration, { args: [command], updateId: stepId });
  return stepId;
}

function plain(history: unknown) {
  const text = textOf(history as Parameters<typeof textOf>[0]);
  for (const canary of ['CANARY', '金糸雀', 'カナリア', '03-0000-7777', '198.51.100.7'])
    expect(text).not.toContain(canary);
}

test('a registration approved and posted leaves a history without anybody’s data, and mails that repeat nothing typed', async () => {
  const number = await registered('CANARY-new@x.example');
  const receipt = await service.mail.waitForMail('CANARY-new@x.example', { subject: '受付' });
  await ask(number, 'claimed');
  const approval = await ask(number, 'approved');
  const [registration] = await service.db
    .select()
    .from(registrations)
    .where(eq(registrations.registrationNumber, number));
  const webUserId = `${registration?.insuredCode}000`;

  await service.activities.recordRegistrationStep({ registrationNumber: number, stepId: approval });
  expect(await service.db.select().from(letters).where(eq(letters.registrationNumber, number))).toHaveLength(
    1,
  );
  expect(await service.db.select().from(webUsers).where(eq(webUsers.webUserId, webUserId))).toHaveLength(1);
  expect(
    await service.db.select().from(credentials).where(eq(credentials.webUserId, webUserId)),
  ).toMatchObject([{ passwordHash: null, temporaryHash: null }]);

  await service.db
    .update(letters)
    .set({ printedAt: new Date(), printedBy: 'clerk1' })
    .where(eq(letters.registrationNumber, number));
  await ask(number, 'posted');
  expect(await handleOf(number).result()).toBe('registered');
  const posted = await service.mail.waitForMail('CANARY-new@x.example', { subject: '通知書発送' });
  for (const { text, subject } of [receipt, posted]) {
    expect(subject).toContain(number);
    expect(text).not.toMatch(/金糸雀|CANARY/);
  }
  const { searchAttributes } = await handleOf(number).describe();
  expect(searchAttributes).toMatchObject({
    ApplicationNumber: [number],
    Stage: ['registered'],
    InsuredCode: [registration?.insuredCode],
  });
  const history = await handleOf(number).fetchHistory();
  plain(history);
  await recordHistory('registration-approved-and-posted', history);
});

test('one that the database refuses and staff reject leaves a history without reason or stated code', async () => {
  const number = await registered('CANARY-late@x.example', '201234567');
  await expect.poll(() => ask(number, 'claimed').catch(() => undefined)).toBeDefined();
  await expect(ask(number, 'approved')).rejects.toThrow();
  await ask(number, 'rejected', { reasonCode: 'alreadyRegistered', reasonText: '金糸雀の理由' });
  expect(await handleOf(number).result()).toBe('rejected');
  const mail = await service.mail.waitForMail('CANARY-late@x.example', { subject: '審査結果' });
  expect(mail.text).toMatch(/理由：すでに登録済み\n金糸雀の理由/);
  const history = await handleOf(number).fetchHistory();
  plain(history);
  expect(textOf(history)).not.toContain('201234567');
  const log = await service.db.select().from(mailLog).where(eq(mailLog.reference, number));
  expect(log.map(({ kind }) => kind).sort()).toEqual(['registrationReceipt', 'registrationRejected']);
  await recordHistory('registration-refused-and-rejected', history);
});
