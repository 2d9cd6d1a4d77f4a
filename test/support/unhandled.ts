/**
 * An error that nobody takes ends the product, so it fails the test in which it comes. Mocha alone forgets it: its runner
 * takes rejections in order to hand them on, to nobody.
 */
process.on('unhandledRejection', (reason) => {
  throw reason;
});
