/** The package brings no types. */
declare module 'freemail' {
  const freemail: {
    /** True for a free or a disposable mail domain. */
    isFree(address: string): boolean;
    isDisposable(address: string): boolean;
  };
  export default freemail;
}
