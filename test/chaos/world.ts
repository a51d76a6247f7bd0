import { rm } from 'node:fs/promises';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { freePort } from '../../dev/ports.ts';
import { changeApplicationWorkflowId } from '../../workflows/change-application.ts';
import { apply } from '../support/application.ts';
import { bundleOnce } from '../support/bundle.ts';
import type { MailServer } from '../support/mail.ts';
import { type PrivatePostgres, startPrivatePostgres } from '../support/postgres.ts';
import { startWeb, startWorker, type TestProcess, type WebProcess } from '../support/processes.ts';
import { type Product, startProductOn } from '../support/product.ts';
import { type PrivateTemporal, startPrivateTemporal } from '../support/temporal.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { loggedInUser } from '../support/web.ts';
import { type MovableClock, startClock } from './clock.ts';
import { addCompanies, administratorOf, companyOf } from './companies.ts';
import { type Early, watchEarlyMails } from './early-mails.ts';
import type { History } from './history.ts';
import { Person } from './person.ts';
import { type Recoveries, watchRecoveries } from './recovery.ts';

const staffIds = ['clerk1', 'approver1', 'approver2', 'supervisor1'] as const;
export type StaffId = (typeof staffIds)[number];

/** The whole product on servers of its own, each of which can be made to fail. */
export interface World {
  readonly product: Product;
  readonly url: string;
  readonly postgres: PrivatePostgres;
  readonly temporal: PrivateTemporal;
  readonly mail: MailServer;
  readonly clock: MovableClock;
  readonly history: History;
  readonly recoveries: Recoveries;
  /** Of our own, beside the product's. */
  readonly client: Client;
  readonly staff: Record<StaffId, Person>;
  /** A workflow that waits for all the time, to be asked whether workflows go on. */
  readonly witness: WorkflowHandle;
  /** Completion mails that came before Postgres said so. */
  early(): Promise<Early[]>;
  /** Ends it with -9 and starts another at once; resolves when that is there. */
  replace(room: 'web' | 'worker'): Promise<void>;
  stop(): Promise<void>;
}

export async function startWorld(history: History, rounds: number): Promise<World> {
  const folder = await temporaryFolder();
  const [postgres, temporal, clock, bundle] = await Promise.all([
    startPrivatePostgres(),
    startPrivateTemporal(),
    startClock(folder),
    bundleOnce(),
  ]);
  if ('error' in bundle) throw new Error(`The workflows cannot be bundled: ${bundle.error}`);
  const servers = {
    databaseUrl: postgres.url,
    temporalAddress: temporal.address,
    temporalUiUrl: temporal.uiUrl,
    workflowBundle: bundle.path,
  };
  const port = String(await freePort());
  const product = await startProductOn(servers, { ...clock.environment, PORT: port });
  await addCompanies(product.database.db, rounds);
  const running: { web: WebProcess; worker: TestProcess } = { web: product.web, worker: product.worker };
  const connection = Connection.lazy({ address: temporal.address });
  const client = new Client({ connection, namespace: temporal.namespace });
  const number = await apply(
    product.database.db,
    await loggedInUser(product.url, administratorOf(companyOf(0))),
    companyOf(0),
    { fax: '03-0000-0000' },
  );

  const staff = Object.fromEntries(
    staffIds.map((id) => [id, new Person(product.url, id, '8.0.0.7', 'staff')]),
  ) as World['staff'];
  for (const one of Object.values(staff)) await one.logIn();

  return {
    product,
    url: product.url,
    postgres,
    temporal,
    mail: product.mail,
    clock,
    history,
    recoveries: watchRecoveries(),
    client,
    staff,
    witness: client.workflow.getHandle(changeApplicationWorkflowId(number)),
    early: watchEarlyMails(product.mail, product.database.db),
    async replace(room) {
      await running[room].kill();
      if (room === 'web') running.web = await startWeb(product.environment, { until: 'healthz' });
      else running.worker = await startWorker(product.environment);
    },
    async stop() {
      await Promise.all([running.web.stop(), running.worker.stop()]);
      await Promise.all([product.stop(), connection.close()]);
      await Promise.all([postgres.remove(), temporal.remove(), rm(folder, { recursive: true, force: true })]);
    },
  };
}
