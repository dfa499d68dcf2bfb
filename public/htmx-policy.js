/*
 * htmx under our Content Security Policy. It parses what our own server rendered (templates that escape every value), so its Trusted
 * Types policy passes HTML on; code from attributes (hx-on, js:) is refused, there is none in our pages.
 */
(() => {
  // It also makes the scripts of a view anew: text in them is data (JSON), since the policy of the page runs no inline code.
  const passing = { createHTML: (html) => html, createScript: (text) => text };
  const policy = window.trustedTypes ? window.trustedTypes.createPolicy('htmx', passing) : passing;
  class NoCode {
    call() {
      throw new Error('Code in attributes is not allowed here.');
    }
  }
  window.htmx.registerExtension('adit', {
    init: (api) => api.initSecurity(policy, NoCode, NoCode),
    // htmx.ajax() names the element it was called from instead of the one it swaps; the server answers by the latter.
    htmx_before_request: (_element, { ctx }) => {
      const { id, tagName } = ctx.target ?? {};
      if (id) ctx.request.headers['HX-Target'] = `${tagName.toLowerCase()}#${encodeURI(id)}`;
    },
  });
})();
