package io.botfleet.bootstrap.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;

/** What is wrong, and what to do about it. */
@CommandLine.Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description =
                "Looks whether this machine has what botfleet needs and, where a platform is known, how each of its"
                        + " parts is. Says for everything that is wrong what to do.",
        footer = {"", "Exit codes: 0 all is well; 69 something is not there."})
final class DoctorCommand extends PlatformCommand {
    @Override
    int run() throws IOException, InterruptedException {
        Path home = Path.of(System.getProperty("botfleet.home", ""));
        List<Finding> findings = new ArrayList<>(new MachineCheck(home, target().data()).findings());
        Optional<URI> api = target().apiUrl();
        if (api.isPresent()) {
            findings.addAll(new PlatformCheck(api.get()).findings());
        }
        if (json()) {
            print(document(findings));
        } else {
            findings.forEach(this::show);
            if (api.isEmpty()) {
                say("No platform is known at " + target().data() + "; ./botfleet up starts one.");
            }
        }
        return findings.stream().allMatch(Finding::fine) ? 0 : Botfleet.UNAVAILABLE;
    }

    private void show(Finding finding) {
        say("%s %-12s %s".formatted(finding.fine() ? "✓" : "✗", finding.part(), finding.found()));
        if (!finding.remedy().isEmpty()) {
            say("  %-12s → %s".formatted("", finding.remedy()));
        }
    }

    private static ObjectNode document(List<Finding> findings) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("fine", findings.stream().allMatch(Finding::fine));
        ArrayNode list = document.putArray("findings");
        for (Finding finding : findings) {
            ObjectNode each = list.addObject();
            each.put("part", finding.part());
            each.put("fine", finding.fine());
            each.put("found", finding.found());
            each.put("remedy", finding.remedy());
        }
        return document;
    }
}
