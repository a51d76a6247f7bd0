import { Hono } from 'hono';
import { findLatestEmailChange } from '../../../db/email-changes.ts';
import { agreementCodesOf } from '../../../db/web-users.ts';
import { operation } from '../../../domain/operation-catalogue.ts';
import { requireUserRight } from '../../access.ts';
import type { AppEnv } from '../../context.ts';
import { recordView } from '../../record-view.ts';
import { isAwaiting } from '../email-changes/link-page.ts';
import { ownDetailsPage } from './views.ts';

/** Webユーザー情報照会 (manual 3-3): everyone sees their own details. */
export const ownDetails = new Hono<AppEnv>().get(
  '/',
  requireUserRight('ownAccount'),
  recordView(operation.ownDetailsView),
  async (c) => {
    const { db } = c.var.services;
    const { webUserId } = c.var.user;
    const [agreementCodes, emailChange] = await Promise.all([
      agreementCodesOf(db, webUserId),
      findLatestEmailChange(db, webUserId),
    ]);
    const pending = emailChange && isAwaiting(emailChange) ? emailChange : undefined;
    return c.html(ownDetailsPage(c, agreementCodes, pending));
  },
);
