import { details } from './client.ts';

/**
 * An error without anything about anybody, for logs and histories: class, code and constraint. Its message is left out,
 * for that of a failed query holds the values that were to be stored (ASVS V16.2.5).
 */
export function describedError(error: unknown): string {
  const inner: { code?: string; constraint_name?: string } = details(error) ?? {};
  const parts = [nameOf(error), nameOf(inner), inner.code, inner.constraint_name];
  return [...new Set(parts.filter((part) => part))].join(' ') || 'unknown error';
}

/** Where it was thrown: the stack without its message, whose lines can hold anything. */
export function framesOf(error: unknown): string[] {
  if (!(error instanceof Error) || typeof error.stack !== 'string') return [];
  const at = error.stack.lastIndexOf(error.message) + error.message.length;
  return error.stack
    .slice(at)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => FRAME.test(line));
}

const FRAME = /^at .*(?:file:|node:|\/).*:\d+:\d+\)?$/;

const nameOf = (error: unknown): string => (error instanceof Error ? error.constructor.name : '');
