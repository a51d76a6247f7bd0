import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Postgres of this run, ready with a migrated template database. */
    postgres: { url: string; template: string };
    /** Temporal's development server of this run. */
    temporal: { address: string; namespace: string; uiUrl: string };
    /** Path of the time-skipping server. */
    testServer: string;
    /** Path of the workflows' bundle, or why there is none. */
    workflowBundle: { path: string } | { error: string };
  }
}

/** What the servers of this run are reached by; each test file takes a task queue of its own (`uniqueName`). */
export const servers = () => ({ postgres: inject('postgres'), temporal: inject('temporal') });

/** A name that no other test uses, such as for a task queue: `web-1f9c016c…`. */
export const uniqueName = (prefix = 'test') => `${prefix}-${randomUUID()}`;

/**
 * Path of the workflows' bundle, made once a run; for `workflowBundle` of a Worker and for `WORKFLOW_BUNDLE`.
 * Throws what the bundler complained of.
 */
export function workflowBundlePath(): string {
  const bundle = inject('workflowBundle');
  if ('error' in bundle) throw new Error(`The workflows cannot be bundled: ${bundle.error}`);
  return bundle.path;
}
