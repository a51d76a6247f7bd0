import { rm } from 'node:fs/promises';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { changeApplicationWorkflowId } from '../../workflows/change-application.ts';
import { apply } from '../support/application.ts';
import type { MailServer } from '../support/mail.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { loggedInUser } from '../support/web.ts';
import { type MovableClock, startClock } from './clock.ts';
import { addCompanies, administratorOf, companyOf } from './companies.ts';
import { type Early, watchEarlyMails } from './early-mails.ts';
import type { History } from './history.ts';
import { Person } from './person.ts';
import { oneOfEach, type Place } from './place.ts';
import { type Recoveries, watchRecoveries } from './recovery.ts';

const staffIds = ['clerk1', 'approver1', 'approver2', 'supervisor1'] as const;
export type StaffId = (typeof staffIds)[number];

/** The whole product on servers of its own, each of which can be made to fail. */
export interface World {
  readonly product: Place['product'];
  readonly url: string;
  readonly postgres: Place['postgres'];
  readonly temporal: Place['temporal'];
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
  /** Ends one with -9 and starts another at once; resolves when that is there. */
  replace: Place['replace'];
  holdAnswers: Place['holdAnswers'];
  stop(): Promise<void>;
}

export async function startWorld(
  history: History,
  rounds: number,
  startPlace: (clock: MovableClock) => Promise<Place> = oneOfEach,
): Promise<World> {
  const folder = await temporaryFolder();
  const clock = await startClock(folder);
  const { product, postgres, temporal, replace, holdAnswers, stop } = await startPlace(clock);
  await addCompanies(product.database.db, rounds);
  const connection = Connection.lazy({ address: temporal.address });
  const client = new Client({ connection });
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
    replace,
    holdAnswers,
    async stop() {
      await Promise.all([stop(), connection.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
