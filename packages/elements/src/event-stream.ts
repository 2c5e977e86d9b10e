/** One event of a `text/event-stream`, as the HTML standard parses it. */
export interface StreamEvent {
  /** `message` when the stream named none. */
  event: string;
  data: string;
  /** The last id seen so far, which an event inherits. */
  id: string;
}

/**
 * Reads a `text/event-stream`. Ours, because the browser's own `EventSource` cannot send the token
 * in a header, and in a URL it would reach logs. Ends when the stream ends; `onBytes` is called for
 * every piece that arrives, comments included, so that silence can be told from quiet.
 */
export async function* eventStream(
  body: ReadableStream<Uint8Array>,
  {onBytes}: {onBytes?: () => void} = {},
): AsyncGenerator<StreamEvent> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let buffer = '';
  let event = '';
  let data: string[] = [];
  let id = '';
  try {
    for (;;) {
      const {done, value} = await reader.read();
      if (done) return;
      onBytes?.();
      buffer += decoder.decode(value, {stream: true});
      // Lines end in CR, LF or CRLF; a CR at the very end may be half of a CRLF.
      const lines = buffer.split(/\r\n|\n|\r(?!$)/);
      buffer = lines.pop()!;
      for (const line of lines) {
        if (line === '') {
          if (data.length > 0) yield {event: event || 'message', data: data.join('\n'), id};
          event = '';
          data = [];
          continue;
        }
        const colon = line.indexOf(':');
        const field = colon < 0 ? line : line.slice(0, colon);
        const content = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
        if (field === 'event') event = content;
        else if (field === 'data') data.push(content);
        else if (field === 'id' && !content.includes('\0')) id = content;
      }
    }
  } finally {
    // Whoever stops reading must not keep the connection open.
    reader.cancel().catch(() => {}); // It may have failed already; then there is nothing to close.
  }
}
