package io.botfleet.bootstrap.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.botfleet.adapters.local.process.PrivateFiles;
import java.io.IOException;
import java.nio.file.Path;

/** What programs need to know of a running local platform, development wallets included: for this user only. */
final class PlatformJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LocalPlatform platform;

    PlatformJson(LocalPlatform platform) {
        this.platform = platform;
    }

    void write(Path file) throws IOException {
        ObjectNode json = JSON.createObjectNode();
        json.put("apiUrl", platform.apiUrl().toString());
        json.put("rpcUrl", platform.rpcUrl().toString());
        json.put("chainId", platform.gateway().chainId());
        json.put("gateway", platform.gateway().address().hex());
        json.put("startBlock", platform.startBlock());
        json.put("gitUrl", platform.gitUrl());
        json.put("jdbcUrl", platform.database().jdbcUrl());
        ArrayNode wallets = json.putArray("wallets");
        for (String name : LocalWallets.NAMES) {
            ObjectNode wallet = wallets.addObject();
            wallet.put("name", name);
            wallet.put("address", platform.wallets().get(name).address().hex());
            wallet.put("privateKey", platform.wallets().key(name).reveal());
            wallet.put("development", true);
        }
        PrivateFiles.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json));
    }
}
