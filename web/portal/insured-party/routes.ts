import { Hono } from 'hono';
import { findOpenApplication } from '../../../db/change-applications.ts';
import { operation } from '../../../domain/operation-catalogue.ts';
import { mayUser, requireUserRight } from '../../access.ts';
import type { AppEnv } from '../../context.ts';
import { recordView } from '../../record-view.ts';
import { insuredPartyPage } from './views.ts';

/** 保険利用者情報照会 (manual 3-5), for the administrator with 変更する (manual 4-8 ②). */
export const insuredParty = new Hono<AppEnv>().get(
  '/',
  requireUserRight('insuredParty:see'),
  recordView(operation.insuredPartyView),
  async (c) => {
    const mayChange = mayUser(c.var.user, 'insuredParty:change');
    const open = mayChange ? await findOpenApplication(c.var.services.db, c.var.user.insuredCode) : undefined;
    return c.html(insuredPartyPage(c, { mayChange, open }));
  },
);
