package io.botfleet.adapters.k8s.cluster;

import io.botfleet.testkit.kubernetes.ControlPlane;
import io.botfleet.testkit.kubernetes.ControlPlaneTools;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Needs a {@link ControlPlane}, which is started once for all tests; without its tools a test is skipped, and says so. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(OnControlPlane.Shared.class)
public @interface OnControlPlane {
    final class Shared implements ExecutionCondition, ParameterResolver {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return ControlPlaneTools.areThere()
                    ? ConditionEvaluationResult.enabled("there is a control plane")
                    : ConditionEvaluationResult.disabled(ControlPlaneTools.NONE);
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == ControlPlane.class;
        }

        @Override
        public ControlPlane resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(ExtensionContext.Namespace.create(OnControlPlane.class))
                    .computeIfAbsent(
                            ControlPlane.class,
                            _ -> ControlPlane.start(ControlPlaneTools.find().orElseThrow()),
                            ControlPlane.class);
        }
    }
}
