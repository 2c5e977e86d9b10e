import type {Playbook, PlaybookCondition} from '@throughline/contracts';

const HOUR = 3_600_000;
const REST = 24 * HOUR;

type Fact = PlaybookCondition['fact'];
const is = (fact: Fact, ...words: string[]): PlaybookCondition => ({fact, is: words});
const atLeast = (fact: Fact, value: number): PlaybookCondition => ({fact, atLeast: value});
const atMost = (fact: Fact, value: number): PlaybookCondition => ({fact, atMost: value});

const action = (
  name: string,
  priority: number,
  when: PlaybookCondition[],
  unless?: PlaybookCondition[],
): Playbook['actions'][number] => ({
  action: name,
  priority,
  when,
  restMs: REST,
  ...(unless && {unless}),
});

/** What we would do, until a tenant says what it wants. */
export const defaultPlaybook: Playbook = {
  actions: [
    action('keep_the_promise', 90, [atLeast('friction.promise_broken', 1)]),
    action('hand_to_a_supervisor', 80, [atLeast('repeat_contacts', 3), atMost('feeling', -1)]),
    action('take_the_case_to_its_end', 70, [atLeast('repeat_contacts', 2)]),
    action('apologise_for_the_wait', 60, [
      is('waiting_on', 'us'),
      atLeast('waiting_ms', 24 * HOUR),
    ]),
    action(
      'apologise_for_the_wait',
      60,
      [atLeast('friction.long_wait', 1)],
      [is('waiting_on', 'us')],
    ),
    action('offer_another_way_to_pay', 50, [
      atLeast('friction.payment_failed', 1),
      is('stage', 'purchase', 'support', 'proposal', 'negotiation'),
    ]),
    action('look_up_the_delivery', 45, [
      is('reason', 'delivery'),
      atLeast('reason_confidence', 0.4),
    ]),
    action('explain_the_return', 45, [is('reason', 'return'), atLeast('reason_confidence', 0.4)]),
    action('check_the_coupon', 40, [atLeast('friction.coupon_denied', 1)]),
    action('fill_in_the_form_together', 35, [atLeast('friction.validation_error', 1)]),
    action('answer_the_search', 30, [atLeast('friction.search_no_result', 1)]),
    action('help_to_complete_the_order', 20, [
      atLeast('cart_quantity', 1),
      is('stuck', 'watch', 'act'),
    ]),
  ],
  moments: ['order_completed', 'order_delivered', 'payment_failed', 'contact_escalated'],
};
