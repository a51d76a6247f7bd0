import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isServiceOperation, isWithin, mayUseService, unambiguousUrl } from '../../domain/linked-service.ts';
import { manualOperations, ownOperations } from '../../domain/operation-catalogue.ts';

const service = new URL('https://portal.example/services/open/');
const at = (path: string) => unambiguousUrl(`https://portal.example${path}`);
const isThere = (path: string) => {
  const url = at(path);
  return url !== undefined && isWithin(url, service);
};

describe('which service an address belongs to', () => {
  test('what lies at or below its address, whatever the query', () => {
    for (const path of [
      '/services/open',
      '/services/open/',
      '/services/open/a/b.html',
      '/services/open?x=/../',
    ])
      expect(isThere(path), path).toBe(true);
    for (const path of ['/services/openly', '/services/', '/', '/services/other/open/'])
      expect(isThere(path), path).toBe(false);
    const elsewhere = [
      'http://portal.example',
      'https://portal.example:8443',
      'https://portal.example.evil.example',
    ];
    for (const origin of elsewhere)
      expect(isWithin(new URL(`${origin}/services/open/`), service)).toBe(false);
  });

  test.each([
    '/services/open/../closed/',
    '/services/open/%2e%2e/closed/',
    '/services/open/.%2E/closed/',
    '/services/open/x%2f..%2f..%2fclosed/',
    '/services/open\\..\\closed/',
    '/services/open/%5c../closed/',
    '/services/open//closed',
    '//services/open/',
    '/services/open/%252e%252e/closed/',
    '/services/open/..;/closed/',
    '/services/open/%00',
    '/services/open/\t/x',
    '/./services/open/',
  ])('%s can be read in two ways and is nobody’s', (path) => {
    expect(at(path)).toBeUndefined();
  });

  test('no name or password stands before the host', () => {
    expect(unambiguousUrl('https://portal.example@evil.example/services/open/')).toBeUndefined();
    expect(unambiguousUrl('no address')).toBeUndefined();
  });

  test('whatever the path: what is taken for the service’s is what any server resolves it to', () => {
    const piece = fc.constantFrom(
      '..',
      '.',
      '/',
      '//',
      '\\',
      '%2e',
      '%2f',
      '%5c',
      '%25',
      'open',
      'closed',
      'a',
      ';',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const path = `/services/open/${pieces.join('')}`;
        const url = at(path);
        if (!url) return;
        expect(url.pathname).toBe(path);
        expect(decodeURIComponent(url.pathname)).toBe(path);
        const segments: string[] = [];
        for (const segment of decodeURIComponent(path).split(/[/\\]/))
          if (segment === '..') segments.pop();
          else if (segment !== '.' && segment !== '') segments.push(segment);
        expect(segments.slice(0, 2)).toEqual(['services', 'open']);
      }),
      { numRuns: 2_000 },
    );
  });
});

test('services record the manual’s operations that are theirs, and none of the portal’s', () => {
  const theirs = Object.keys(manualOperations).filter(isServiceOperation);
  expect(theirs).toEqual(
    Object.keys(manualOperations).filter((code) => !['1-1', '1-2', '1-6'].includes(code)),
  );
  for (const code of [...Object.keys(ownOperations), '', '3-99', 'toString', '12-1'])
    expect(isServiceOperation(code), code).toBe(false);
});

test('what a right opens', () => {
  const none = { applicationRight: 'none', contractDataRight: 'none', applicationDataRight: 'none' } as const;
  const company = { usesComprehensiveInsurance: false };
  const users = { usesComprehensiveInsurance: true };
  expect(mayUseService(none, company, 'everyone')).toBe(true);
  for (const right of ['input', 'contractData', 'applicationData', 'comprehensiveInsurance'] as const)
    expect(mayUseService(none, users, right), right).toBe(false);
  const inputOnly = { ...none, applicationRight: 'inputOnly' } as const;
  expect(mayUseService(inputOnly, company, 'input')).toBe(true);
  expect(mayUseService(inputOnly, company, 'comprehensiveInsurance')).toBe(false);
  expect(mayUseService(inputOnly, users, 'comprehensiveInsurance')).toBe(true);
  expect(mayUseService({ ...none, contractDataRight: 'selectedAgreements' }, company, 'contractData')).toBe(
    true,
  );
  expect(mayUseService({ ...none, applicationDataRight: 'own' }, company, 'applicationData')).toBe(true);
});
