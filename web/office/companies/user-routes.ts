import { Hono } from 'hono';
import { listAgreements } from '../../../db/agreements.ts';
import { listMeasures } from '../../../db/measures.ts';
import { webUser } from '../../../db/person.ts';
import { listSessions } from '../../../db/sessions.ts';
import { requireStaffRight } from '../../access.ts';
import type { AppEnv } from '../../context.ts';
import { IDLE_MINUTES } from '../../sessions.ts';
import { type UserTarget, userActs } from './acts.ts';
import { askAbout, take } from './ask.ts';
import { latestOf } from './history-tab.ts';
import { openUser } from './open.ts';
import { userPath } from './paths.ts';
import { userPage } from './user-page.ts';
import { userWordings } from './wording.ts';

/** One user of a company, and what staff do to them. */
export const userRoutes = new Hono<AppEnv>().get('/:insuredCode/users/:webUserId', async (c) => {
  const { db } = c.var.services;
  const target = await openUser(c);
  const { insuredCode, webUserId } = target.user;
  const [agreements, sessions, measures, events] = await Promise.all([
    listAgreements(db),
    listSessions(db, webUser(webUserId), IDLE_MINUTES),
    listMeasures(db, insuredCode, webUserId),
    latestOf(c, target.user),
  ]);
  return c.html(userPage(c, { ...target, agreements, sessions, measures, events }));
});

for (const [path, act] of Object.entries(userActs)) {
  const step = {
    act,
    wording: userWordings[act.measure],
    open: openUser,
    backOf: ({ user }: UserTarget) => userPath(user.webUserId),
  };
  userRoutes
    .get(`/:insuredCode/users/:webUserId/${path}`, requireStaffRight(act.right), (c) => askAbout(c, step))
    .post(`/:insuredCode/users/:webUserId/${path}`, requireStaffRight(act.right), (c) => take(c, step));
}
