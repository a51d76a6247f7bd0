import fc from 'fast-check';
import { expect, test } from 'vitest';
import { refusalOfAssignment } from '../../domain/assignment.ts';
import { after, type Command, type Progress, received, refusalOf } from '../../domain/change-application.ts';
import { afterRegistration, refusalOfRegistration } from '../../domain/registration.ts';

const people = ['clerk1', 'clerk2', 'approver1'];
const command = (kind: Command['kind'], actorId: string, further: Partial<Command> = {}): Command => ({
  kind,
  stepId: '',
  actorId,
  ...further,
});
const handOver = (actorId: string, handedTo: string, further: Partial<Command> = {}) =>
  command('handedOver', actorId, { handedTo, ...further });

const commands = fc.record({
  kind: fc.constantFrom<Command['kind']>('claimed', 'released', 'handedOver', 'approved'),
  stepId: fc.constant(''),
  actorId: fc.constantFrom(...people),
  handedTo: fc.constantFrom(...people),
  oversees: fc.boolean(),
});

test('whatever is asked in whatever order, an application is received exactly while nobody has it', () => {
  fc.assert(
    fc.property(fc.array(commands, { maxLength: 20 }), (asked) => {
      let progress: Progress = { ...received(1, 2), assigneeId: null };
      for (const one of asked) {
        const before = progress;
        if (refusalOf(before, one)) continue;
        progress = after(before, one);
        if (before.assigneeId !== progress.assigneeId && before.assigneeId !== null)
          expect(one.oversees || one.actorId === before.assigneeId, 'others take nothing away').toBe(true);
        if (progress.stage === 'approved') return;
        if (progress.assigneeId === null) expect(progress.stage).toMatch(/received|secondApproval/);
        else expect(progress.stage).not.toBe('received');
        expect(progress.approvers.length).toBeGreaterThanOrEqual(before.approvers.length);
      }
    }),
  );
});

test.each<[string, Parameters<typeof refusalOfAssignment>, string | undefined]>([
  [
    'claimed by one while another has it',
    ['clerk1', command('claimed', 'clerk2') as never],
    'alreadyClaimed',
  ],
  ['given back by who has it', ['clerk1', command('released', 'clerk1') as never], undefined],
  ['given back by a colleague', ['clerk1', command('released', 'clerk2') as never], 'notYours'],
  [
    'given back by who oversees',
    ['clerk1', command('released', 's', { oversees: true }) as never],
    undefined,
  ],
  ['given back while nobody has it', [null, command('released', 'clerk1') as never], 'notClaimed'],
  ['handed over by who has it', ['clerk1', handOver('clerk1', 'clerk2') as never], undefined],
  ['handed over by a colleague', ['clerk1', handOver('clerk2', 'clerk2') as never], 'notYours'],
  ['handed to who has it', ['clerk1', handOver('s', 'clerk1', { oversees: true }) as never], 'alreadyTheirs'],
  ['handed out by a clerk', [null, handOver('clerk1', 'clerk2') as never], 'notClaimed'],
  ['handed out by who oversees', [null, handOver('s', 'clerk2', { oversees: true }) as never], undefined],
  [
    'claimed where it is not known who has it',
    [undefined, command('claimed', 'c') as never],
    'alreadyClaimed',
  ],
  ['given back where the database alone knows', [undefined, command('released', 'c') as never], undefined],
])('%s', (_, [assignee, asked], refusal) => {
  expect(refusalOfAssignment(assignee, asked)).toBe(refusal);
});

test('the first approval outlives a change of hands, and the next may claim', () => {
  const second: Progress = { ...received(1, 2), stage: 'secondApproval', approvers: ['a'], assigneeId: 'c' };
  const released = after(second, command('released', 'c'));
  expect(released).toMatchObject({ stage: 'secondApproval', approvers: ['a'], assigneeId: null });
  expect(after(released, command('claimed', 'd'))).toMatchObject({
    stage: 'secondApproval',
    assigneeId: 'd',
  });
});

test('nothing changes hands once it is decided', () => {
  for (const stage of ['approved', 'applied', 'rejected', 'returned'] as const)
    expect(refusalOf({ ...received(1, 1), stage, assigneeId: 'c' }, command('released', 'c'))).toBeDefined();
  const approved = { stage: 'approved', assigneeId: 'c' } as const;
  expect(refusalOfRegistration(approved, command('released', 'c') as never)).toBe('alreadyDecided');
});

test('a registration that is given back is received again, handed over it is in review', () => {
  expect(afterRegistration({ kind: 'released' })).toBe('received');
  expect(afterRegistration({ kind: 'handedOver' })).toBe('inReview');
});
