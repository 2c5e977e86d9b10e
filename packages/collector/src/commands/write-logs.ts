import {ocelOf, xesOf, type XesValue} from '@throughline/sources';
import {gathered, type Writer} from './exported.ts';

const escaped = (text: string) =>
  text
    // eslint-disable-next-line no-control-regex -- XML 1.0 has no place for these.
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .replace(/[&<>"\t\r\n]/g, (sign) => `&#${sign.charCodeAt(0)};`);

const attribute = (key: string, value: XesValue) => {
  if (key === 'time:timestamp') return `<date key="${key}" value="${String(value)}"/>`;
  const type =
    typeof value === 'number'
      ? Number.isInteger(value)
        ? 'int'
        : 'float'
      : typeof value === 'boolean'
        ? 'boolean'
        : 'string';
  return `<${type} key="${escaped(key)}" value="${escaped(String(value))}"/>`;
};

export const writeXes: Writer = async function* (journeys, call) {
  const kind = call.text('case');
  yield `<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
`;
  for (const [customer, touchpoints] of await gathered(journeys)) {
    const traces = Map.groupBy(
      touchpoints,
      ({identifiers}) =>
        (kind === undefined ? undefined : identifiers.find((each) => each.kind === kind)?.value) ??
        customer,
    );
    for (const [name, events] of traces) {
      yield `<trace>${attribute('concept:name', name)}\n`;
      for (const event of events) {
        const attributes = Object.entries(xesOf(event)).map(([key, value]) =>
          attribute(key, value),
        );
        yield `<event>${attributes.join('')}</event>\n`;
      }
      yield '</trace>\n';
    }
  }
  yield '</log>\n';
};

export const writeOcel: Writer = async function* (journeys) {
  yield `${JSON.stringify(ocelOf(await gathered(journeys)), undefined, 1)}\n`;
};
