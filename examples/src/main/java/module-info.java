/** Small programs that use Capstan as a library. */
module capstan.examples {
  requires capstan.capsnet;

  provides capstan.capsnet.model.ModelFamily with
      capstan.examples.OwnCapsulesFamily,
      capstan.examples.StackedCapsulesFamily;

  // A configuration is read and written as JSON.
  opens capstan.examples to
      com.fasterxml.jackson.databind;
}
