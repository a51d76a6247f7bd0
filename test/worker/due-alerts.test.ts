import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { requestWorkflowStart } from '../../db/outbox.ts';
import { dueAlerts, insuredParties, staff } from '../../db/schema/index.ts';
import { changeApplicationStart, changeApplicationWorkflowId } from '../../workflows/change-application.ts';
import { insertApplication } from '../activities/bench.ts';
import { textOf } from '../histories/record.ts';
import { uniqueName } from '../support/environment.ts';
import { type Service, startService } from './bench.ts';

let service: Service;
beforeAll(async () => {
  service = await startService();
  await service.db.update(insuredParties).set({ name: '金糸雀商事' });
  await service.db
    .update(staff)
    .set({ name: '金糸雀　統', email: 'CANARY-supervisor@x.example' })
    .where(eq(staff.staffId, 'supervisor1'));
});
afterAll(() => service?.end());

test('an overdue application tells the supervisors by mail, and no history tells whom or about whom', async () => {
  const dueAt = new Date('2026-11-02T14:59:59.999Z');
  const applicationNumber = await insertApplication(service, { dueAt });
  const input = {
    applicationNumber,
    insuredCode: '201234567',
    approvalsNeeded: 1 as const,
    dueAt: dueAt.toISOString(),
    round: 1,
  };
  await service.db.transaction((tx) => requestWorkflowStart(tx, changeApplicationStart(input)));
  const alerts = () => service.db.select().from(dueAlerts).where(eq(dueAlerts.number, applicationNumber));
  await expect.poll(alerts).toMatchObject([{ kind: 'overdue', staffId: 'supervisor1' }]);

  const [alert] = await alerts();
  const { client, taskQueue } = service;
  const collecting = client.workflow.getHandle(`due-alerts/${alert?.digest}`);
  await expect
    .poll(() =>
      collecting.describe().then(
        ({ type }) => type,
        () => undefined,
      ),
    )
    .toBe('dueAlertMails');
  const mailing = await client.workflow.start('dueAlertMails', {
    taskQueue,
    workflowId: uniqueName('due-alerts'),
    args: [{ digest: alert?.digest, sendAt: new Date().toISOString() }],
  });
  expect(await mailing.result()).toBe(1);
  const mail = await service.mail.waitForMail('CANARY-supervisor@x.example', { subject: '期限超過 1件' });
  expect(mail.text).toContain('金糸雀商事');

  const application = client.workflow.getHandle(changeApplicationWorkflowId(applicationNumber));
  for (const handle of [application, mailing]) {
    const told = textOf(await handle.fetchHistory());
    for (const canary of ['CANARY', '金糸雀']) expect(told).not.toContain(canary);
  }
  await Promise.all([application.terminate(), collecting.terminate()]);
});
