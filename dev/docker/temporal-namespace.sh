#!/bin/sh
# Makes the namespace if it is not there. Reads TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE and RETENTION (how long the history
# of an ended workflow can be looked at).
set -eu

echo "Waiting for Temporal at $TEMPORAL_ADDRESS"
until temporal operator cluster health >/dev/null 2>&1; do sleep 1; done
temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1 ||
  temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention "$RETENTION"
# A new namespace is known to every part of the server only after some seconds.
until temporal workflow count --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1; do sleep 1; done
echo "Namespace $TEMPORAL_NAMESPACE is there"
