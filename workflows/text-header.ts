import { defaultPayloadConverter, type Headers } from '@temporalio/common';

/** A header of Temporal's that holds a text. Headers are no part of what a history is replayed by. */
export const textHeader = (name: string) => ({
  set: (headers: Headers, text: string | undefined): Headers =>
    text ? { ...headers, [name]: defaultPayloadConverter.toPayload(text) } : headers,
  get(headers: Headers): string | undefined {
    const payload = headers[name];
    return payload ? defaultPayloadConverter.fromPayload<string>(payload) : undefined;
  },
});
