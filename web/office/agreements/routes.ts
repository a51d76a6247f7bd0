import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import {
  type AgreementRow,
  deleteUnusedAgreement,
  findAgreement,
  insertAgreement,
  searchAgreements,
  updateAgreement,
} from '../../../db/agreements.ts';
import { agreementFields, agreementName } from '../../../domain/agreement.ts';
import { parseFields } from '../../../domain/field.ts';
import type { StaffOperation } from '../../../domain/staff-operation.ts';
import { requireStaffRight } from '../../access.ts';
import { readForm, redirectTo } from '../../answer.ts';
import { banner } from '../../components.ts';
import type { AppEnv, Context } from '../../context.ts';
import { questionPage } from '../question.ts';
import { versionOf } from '../record-form.ts';
import { type Done, searchText, withDone } from '../record-list.ts';
import { staffAct } from '../staff-act.ts';
import {
  agreementPage,
  deletionQuestion,
  HOME,
  listPage,
  newPage,
  pathOf,
  retirementQuestion,
  trail,
} from './pages.ts';

const change = requireStaffRight('settings:change');

/** 特約コード: added, renamed, taken out of the choice and brought back; deleted only where nobody has it. */
export const agreements = new Hono<AppEnv>()
  .use(requireStaffRight('settings:see'))

  .get('/', async (c) => {
    const query = searchText(c);
    return c.html(listPage(c, { rows: await searchAgreements(c.var.services.db, query), query }));
  })

  .post('/', change, async (c) => {
    const input = await readForm(c);
    const parsed = parseFields(agreementFields, input);
    if ('errors' in parsed) return c.html(newPage(c, { input, errors: parsed.errors }), 422);
    const { agreementCode, name } = parsed.values as { agreementCode: string; name: string };
    const added = await staffAct(c, 'agreementAdded', agreementCode, (tx, changedBy) =>
      insertAgreement(tx, { agreementCode, name, changedBy }),
    );
    if (added) return redirectTo(c, withDone(HOME, 'added'));
    const errors = { agreementCode: 'この特約コードはすでに登録されています。' };
    return c.html(newPage(c, { input, errors }), 422);
  })

  .get('/new', change, async (c) => c.html(newPage(c)))

  .get('/:agreementCode', async (c) => c.html(agreementPage(c, await found(c))))

  .post('/:agreementCode', change, async (c) => {
    const agreement = await found(c);
    const input = await readForm(c);
    const parsed = parseFields([agreementName], input);
    if ('errors' in parsed) return c.html(agreementPage(c, agreement, { input, errors: parsed.errors }), 422);
    const seen = { ...agreement, version: versionOf(input) };
    const saved = await staffAct(c, 'agreementRenamed', agreement.agreementCode, (tx, changedBy) =>
      updateAgreement(tx, seen, { name: String(parsed.values.name), changedBy }),
    );
    return saved ? done(c, agreement, 'saved') : overtaken(c, { input, overtaken: true });
  })

  .get('/:agreementCode/retirement', change, async (c) => ask(c, retirementQuestion))
  .post('/:agreementCode/retirement', change, async (c) =>
    setRetired(c, new Date(), 'agreementRetired', 'retired'),
  )
  .post('/:agreementCode/restoration', change, async (c) =>
    setRetired(c, null, 'agreementRestored', 'restored'),
  )

  .get('/:agreementCode/deletion', change, async (c) => ask(c, deletionQuestion))
  .post('/:agreementCode/deletion', change, async (c) => {
    const agreement = await found(c);
    const deleted = await staffAct(c, 'agreementDeleted', agreement.agreementCode, (tx) =>
      deleteUnusedAgreement(tx, agreement.agreementCode),
    );
    if (deleted) return redirectTo(c, withDone(HOME, 'removed'));
    const problem = banner(
      'warning',
      'この特約コードは削除できません',
      'この特約を参照できる申込者がいます。今後選択されないようにするときは、新規選択を停止してください。',
      { live: true },
    );
    return c.html(agreementPage(c, await found(c), {}, problem), 409);
  });

async function found(c: Context): Promise<AgreementRow> {
  const agreement = await findAgreement(c.var.services.db, c.req.param('agreementCode') ?? '');
  if (!agreement) throw new HTTPException(404);
  return agreement;
}

async function setRetired(c: Context, retiredAt: Date | null, operation: StaffOperation, word: Done) {
  const agreement = await found(c);
  const seen = { ...agreement, version: versionOf(await readForm(c)) };
  const changed = await staffAct(c, operation, agreement.agreementCode, (tx, changedBy) =>
    updateAgreement(tx, seen, { retiredAt, changedBy }),
  );
  return changed ? done(c, agreement, word) : overtaken(c, { overtaken: true });
}

const done = (c: Context, agreement: AgreementRow, word: Done) =>
  redirectTo(c, withDone(pathOf(agreement), word));

const overtaken = async (c: Context, state: Parameters<typeof agreementPage>[2]) =>
  c.html(agreementPage(c, await found(c), state), 409);

async function ask(c: Context, question: typeof retirementQuestion) {
  const agreement = await found(c);
  return c.html(
    questionPage(c, question(agreement), { back: pathOf(agreement), breadcrumb: trail(agreement) }),
  );
}
