import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {eventStream, type StreamEvent} from './event-stream.ts';

// The same in every run.
fc.configureGlobal({seed: 20_261_127});

/** The text as a stream, cut into pieces of these sizes. */
const streamOf = (text: string, sizes: readonly number[] = [1e9]) => {
  const bytes = new TextEncoder().encode(text);
  let at = 0;
  let turn = 0;
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at >= bytes.length) controller.close();
      else {
        const size = sizes[turn++ % sizes.length]!;
        controller.enqueue(bytes.slice(at, at + size));
        at += size;
      }
    },
  });
};
const read = async (text: string, sizes?: readonly number[]) => {
  const events: StreamEvent[] = [];
  for await (const event of eventStream(streamOf(text, sizes))) events.push(event);
  return events;
};

describe('eventStream', () => {
  it('reads events with their ids', async () => {
    expect(await read('id: 7\nevent: touchpoint\ndata: {"a":1}\n\n: ping\n\ndata: x\n\n')).toEqual([
      {event: 'touchpoint', data: '{"a":1}', id: '7'},
      {event: 'message', data: 'x', id: '7'},
    ]);
  });

  it('takes any line ending, several data lines, and a field without a colon', async () => {
    expect(await read('data: a\r\ndata:b\r\r\ndata\n\n')).toEqual([
      {event: 'message', data: 'a\nb', id: ''},
      {event: 'message', data: '', id: ''},
    ]);
  });

  it('drops what was cut off', async () => {
    expect(await read('data: whole\n\ndata: half')).toHaveLength(1);
  });

  it('reads the same however the bytes arrive', async () => {
    const text = 'id: ä1\r\nevent: touchpoint\r\ndata: €\r\n\r\n: ping\r\n\r\ndata: 日本\r\n\r\n';
    const whole = await read(text);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({min: 1, max: 9}), {minLength: 1, maxLength: 9}),
        async (sizes) => {
          expect(await read(text, sizes)).toEqual(whole);
        },
      ),
    );
  });

  it('closes the stream when the reader stops', async () => {
    let cancelled = false;
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode('data: x\n\n')),
      cancel: () => {
        cancelled = true;
      },
    });
    for await (const event of eventStream(stream)) if (event) break;
    expect(cancelled).toBe(true);
  });
});
