import {orders} from './account-store.js';
import {showSmallLines, showSums} from './sums.js';

const {order: id} = document.getElementById('order').dataset;
document.getElementById('how-was-it').fields = {orderId: id};
const order = orders.get().find((other) => other.id === id);
if (order) {
  document.getElementById('bought').hidden = false;
  showSmallLines(order.lines);
  showSums(order.sums);
}
