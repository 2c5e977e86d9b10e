import {markup} from '../../markup.ts';
import type {Page} from './layout.ts';

export const accountPage = (): Page => ({
  title: 'Your account · Halden',
  current: 'account',
  scripts: ['account.js'],
  main: markup`
    <div class="page-head narrow">
      <h1>Your account</h1>
      <p class="lead" id="account-lead">
        Sign in to see your orders. In this demo any name will do, and there is no password.
      </p>
    </div>
    <form class="step narrow" id="sign-in">
      <div class="fields">
        <div class="field">
          <label for="name">Name</label>
          <input id="name" name="name" autocomplete="name" value="Ada Lindqvist" required />
        </div>
        <div class="field">
          <label for="email">E-mail</label>
          <input
            id="email"
            name="email"
            type="email"
            autocomplete="email"
            value="ada@example.com"
            required
          />
        </div>
      </div>
      <p class="step-actions"><button class="button">Sign in</button></p>
    </form>
    <section class="narrow" id="signed-in" hidden>
      <h2>Your orders</h2>
      <ul class="small-lines" id="orders"></ul>
      <p class="empty" id="no-orders">None yet. <a href="/">Start with a kettle</a>.</p>
      <p><button class="button outline" type="button" id="sign-out">Sign out</button></p>
    </section>
  `,
});
