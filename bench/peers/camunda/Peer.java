import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.ProcessEngineConfiguration;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.model.bpmn.Bpmn;

/**
 * Camunda's engine within this process: an application starts, waits at a user task, and is applied by a service task.
 * Reads `start N` and `decide N` line by line, and answers with one line, the milliseconds that each took.
 */
public class Peer {
  /** Applies the change: a row of ours, as our own step does. On a connection of its own, as the engine's is not to be had. */
  public static class Apply implements JavaDelegate {
    static Connection connection;

    public void execute(DelegateExecution execution) throws Exception {
      try (PreparedStatement update = connection.prepareStatement("update applied set stage = 'applied' where id = ?")) {
        update.setString(1, (String) execution.getVariable("number"));
        update.executeUpdate();
      }
    }
  }

  public static void main(String[] arguments) throws Exception {
    String url = System.getenv("DB_URL"), user = System.getenv("DB_USER"), password = System.getenv("DB_PASSWORD");
    Apply.connection = DriverManager.getConnection(url, user, password);
    Apply.connection.createStatement().execute("create table if not exists applied (id text primary key, stage text not null)");
    ProcessEngine engine =
        ProcessEngineConfiguration.createStandaloneProcessEngineConfiguration()
            .setJdbcDriver("org.postgresql.Driver")
            .setJdbcUrl(url)
            .setJdbcUsername(user)
            .setJdbcPassword(password)
            .setDatabaseSchemaUpdate("true")
            .setJobExecutorActivate(false)
            .buildProcessEngine();
    engine
        .getRepositoryService()
        .createDeployment()
        .addModelInstance(
            "application.bpmn",
            Bpmn.createExecutableProcess("application")
                .camundaHistoryTimeToLive(180)
                .startEvent()
                .userTask("decide")
                .serviceTask("apply")
                .camundaClass(Apply.class.getName())
                .endEvent()
                .done())
        .deploy();
    System.out.println("ready");

    long count = System.nanoTime();
    List<String> tasks = new ArrayList<>();
    BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      String[] words = line.split(" ");
      int times = Integer.parseInt(words[1]);
      List<String> taken = new ArrayList<>();
      for (int time = 0; time < times; time++) {
        long began;
        if (words[0].equals("start")) {
          String number = "W" + count++;
          Apply.connection.createStatement().execute("insert into applied values ('" + number + "', 'received')");
          began = System.nanoTime();
          String id =
              engine.getRuntimeService().startProcessInstanceByKey("application", number, Map.of("number", number)).getId();
          taken.add(Double.toString((System.nanoTime() - began) / 1e6));
          tasks.add(engine.getTaskService().createTaskQuery().processInstanceId(id).singleResult().getId());
        } else {
          String task = tasks.remove(0);
          began = System.nanoTime();
          engine.getTaskService().complete(task, Map.of("decision", "approved"));
          taken.add(Double.toString((System.nanoTime() - began) / 1e6));
        }
      }
      System.out.println(String.join(" ", taken));
    }
  }
}
