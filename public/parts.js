/* Small local state of components, by Alpine (its build for a strict policy: one expression an attribute, logic here). */

document.addEventListener('alpine:init', () => {
  /** A long list of choices: how many are ticked, and only those that hold what is typed. Ticked ones stay in sight. */
  window.Alpine.data('choices', () => ({
    wanted: '',
    chosen: 0,
    init() {
      this.count();
    },
    count() {
      this.chosen = this.$root.querySelectorAll('.many input:checked').length;
    },
    narrow() {
      const wanted = this.wanted.trim().toLowerCase();
      for (const item of this.$root.querySelectorAll('.many > li'))
        item.hidden = !item.textContent.toLowerCase().includes(wanted) && !item.querySelector('input:checked');
    },
  }));
});
