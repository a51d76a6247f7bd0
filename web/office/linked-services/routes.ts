import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { z } from 'zod';
import { violates } from '../../../db/client.ts';
import {
  findServiceForOffice,
  insertLinkedService,
  listServicesForOffice,
  type ServiceRow,
  type Taken,
  updateLinkedService,
} from '../../../db/linked-services.ts';
import { issueServiceKey, listServiceKeys, revokeServiceKey } from '../../../db/service-keys.ts';
import { parseFields } from '../../../domain/field.ts';
import {
  changeableFields,
  keyName,
  type LinkedServiceDetails,
  linkedServiceFields,
} from '../../../domain/linked-service-fields.ts';
import { requireStaffRight } from '../../access.ts';
import { readForm, redirectTo } from '../../answer.ts';
import type { AppEnv, Context } from '../../context.ts';
import { questionPage } from '../question.ts';
import { type FormState, versionOf } from '../record-form.ts';
import { withDone } from '../record-list.ts';
import { staffAct } from '../staff-act.ts';
import {
  alreadyIssued,
  alreadyRevoked,
  issuedPage,
  keysPage,
  keysTrail,
  revocationQuestion,
} from './keys-page.ts';
import { listPage, newPage, servicePage } from './pages.ts';
import { HOME, pathOf } from './paths.ts';

const change = requireStaffRight('settings:change');

/** 連携サービス: what the customers' menu and the gateway know, and the keys with which services record events. */
export const linkedServicesOffice = new Hono<AppEnv>()
  .use(requireStaffRight('settings:see'))

  .get('/', async (c) => c.html(listPage(c, await listServicesForOffice(c.var.services.db))))

  .post('/', change, async (c) => {
    const input = await readForm(c);
    const parsed = parseFields(linkedServiceFields, input);
    if ('errors' in parsed) return c.html(newPage(c, { input, errors: parsed.errors }), 422);
    const values = parsed.values as unknown as LinkedServiceDetails;
    let taken: Taken | undefined;
    const added = await staffAct(c, 'linkedServiceAdded', values.serviceCode, async (tx, staffId) => {
      taken = await insertLinkedService(tx, writtenBy(staffId, values));
      return taken === undefined;
    });
    if (added) return redirectTo(c, withDone(HOME, 'added'));
    return c.html(newPage(c, { input, errors: takenErrors(taken) }), 422);
  })

  .get('/new', change, async (c) => c.html(newPage(c)))

  .get('/:serviceCode', async (c) => c.html(servicePage(c, await found(c))))

  .post('/:serviceCode', change, async (c) => {
    const service = await found(c);
    const input = await readForm(c);
    const parsed = parseFields(changeableFields, input);
    if ('errors' in parsed) return c.html(servicePage(c, service, { input, errors: parsed.errors }), 422);
    const values = { ...parsed.values, serviceCode: service.serviceCode } as unknown as LinkedServiceDetails;
    let obstacle: 'url' | 'overtaken' | undefined;
    const saved = await staffAct(c, 'linkedServiceChanged', service.serviceCode, async (tx, staffId) => {
      const written = writtenBy(staffId, values, service.closedAt);
      obstacle = await updateLinkedService(tx, written, versionOf(input));
      return obstacle === undefined;
    });
    if (saved) return redirectTo(c, withDone(pathOf(service), 'saved'));
    return obstacle === 'overtaken'
      ? c.html(servicePage(c, await found(c), { input, overtaken: true }), 409)
      : c.html(servicePage(c, service, { input, errors: takenErrors(obstacle) }), 422);
  })

  .get('/:serviceCode/keys', async (c) => showKeys(c, await found(c)))

  .post('/:serviceCode/keys', change, async (c) => {
    const service = await found(c);
    const input = await readForm(c);
    const keyId = z.uuid().safeParse(input.keyId);
    if (!keyId.success) throw new HTTPException(400, { message: 'not a form of ours' });
    const parsed = parseFields([keyName], input);
    if ('errors' in parsed) return showKeys(c, service, { state: { input, errors: parsed.errors } }, 422);
    const name = String(parsed.values.name);
    const key = await issue(c, service, { name, keyId: keyId.data });
    if (!key) return showKeys(c, service, { problem: alreadyIssued }, 409);
    return c.html(issuedPage(c, service, { name, key }));
  })

  .get('/:serviceCode/keys/:keyId/revocation', change, async (c) => {
    const service = await found(c);
    const key = await foundKey(c, service);
    return c.html(
      questionPage(c, revocationQuestion(service, key), {
        back: `${pathOf(service)}/keys`,
        breadcrumb: keysTrail(service),
      }),
    );
  })

  .post('/:serviceCode/keys/:keyId/revocation', change, async (c) => {
    const service = await found(c);
    const { keyId } = await foundKey(c, service);
    const { serviceCode } = service;
    const revoked = await staffAct(c, 'serviceKeyRevoked', serviceCode, (tx, staffId) =>
      revokeServiceKey(tx, { serviceCode, keyId }, staffId, new Date()),
    );
    return revoked
      ? redirectTo(c, withDone(`${pathOf(service)}/keys`, 'revoked'))
      : showKeys(c, service, { problem: alreadyRevoked }, 409);
  });

async function found(c: Context): Promise<ServiceRow> {
  const service = await findServiceForOffice(c.var.services.db, c.req.param('serviceCode') ?? '');
  if (!service) throw new HTTPException(404);
  return service;
}

async function foundKey(c: Context, { serviceCode }: ServiceRow) {
  const keys = await listServiceKeys(c.var.services.db, serviceCode);
  const key = keys.find(({ keyId }) => keyId === c.req.param('keyId'));
  if (!key) throw new HTTPException(404);
  return key;
}

async function showKeys(
  c: Context,
  service: ServiceRow,
  { state = {}, problem }: { state?: FormState<'name'>; problem?: typeof alreadyIssued } = {},
  status: 200 | 409 | 422 = 200,
) {
  const keys = await listServiceKeys(c.var.services.db, service.serviceCode);
  return c.html(keysPage(c, { service, keys }, state, problem), status);
}

/** The key, which nobody sees again; undefined where this form has issued one already. */
async function issue(
  c: Context,
  { serviceCode }: ServiceRow,
  { name, keyId }: { name: string; keyId: string },
): Promise<string | undefined> {
  let key: string | undefined;
  try {
    await staffAct(c, 'serviceKeyIssued', serviceCode, async (tx, createdBy) => {
      key = await issueServiceKey(tx, serviceCode, { name, keyId, createdBy });
      return true;
    });
    return key;
  } catch (error) {
    if (violates(error, 'a_key_has_an_id_of_its_own')) return undefined;
    throw error;
  }
}

/** As the table keeps it; a service that was closed before stays closed since then. */
function writtenBy(
  changedBy: string,
  { open, description, ...values }: LinkedServiceDetails,
  closedAt: Date | null = null,
) {
  return {
    ...values,
    description: description ?? '',
    closedAt: open ? null : (closedAt ?? new Date()),
    changedBy,
  };
}

const takenErrors = (taken: Taken | undefined) =>
  taken === 'url'
    ? { url: 'このURLは、別の連携サービスがすでに使っています。' }
    : { serviceCode: 'このサービスコードはすでに登録されています。' };
