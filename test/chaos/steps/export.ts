import { createHash } from 'node:crypto';
import { recordAccessEvents } from '../../../db/events.ts';
import { addDays, todayInTokyo } from '../../../domain/calendar-date.ts';
import { FILLING } from '../facts.ts';
import type { Outcome } from '../history.ts';
import type { Scene } from '../scene.ts';

/** Of long lines: more than a connection takes at once. */
const EVENTS = 6_000;

/** アクセス履歴 as a file: the fault falls while it is read. */
export async function exportHistory(scene: Scene): Promise<void> {
  const { administrator } = scene;
  await addHistory(scene);
  await scene.ask(administrator, () => administrator.logIn());
  await scene.underFault(() => download(scene));
}

async function addHistory({ company, administrator, inDatabase }: Scene): Promise<void> {
  const department = '営業第二部海外営業課　'.repeat(20);
  const event = (at: Date) => ({
    at,
    insuredCode: company,
    webUserId: administrator.id,
    operation: FILLING,
    actorName: '試験　太郎',
    actorDepartment: department,
    actorTitle: '部長',
    address: administrator.address,
  });
  const hourAgo = Date.now() - 3_600_000;
  const events = Array.from({ length: EVENTS }, (_, at) => event(new Date(hourAgo - at)));
  await inDatabase((db) => db.transaction((tx) => recordAccessEvents(tx, events)));
}

/** A file is acknowledged by coming to its end: nothing in it or about it says otherwise then. */
async function download({ administrator, note }: Scene): Promise<Outcome> {
  const today = todayInTokyo(new Date());
  const form = { from: addDays(today, -30), to: today, user: '', layout: 'byUser', encoding: 'utf8' };
  const { status, bytes } = await administrator.download('/access-history/export', form);
  const outcome = status === 200 ? 'acknowledged' : status === 0 || status >= 500 ? 'unknown' : 'refused';
  const hash = createHash('sha256').update(bytes).digest('hex');
  const detail = { bytes: bytes.length, ...(outcome === 'acknowledged' ? { hash } : {}) };
  return note('download', administrator.id, { status, location: '', text: '' }, outcome, detail);
}
